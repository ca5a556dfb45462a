import { dropSchedulingGroup, dropStopSignal } from './disabled.js'
import { copied, fill, inPlace, replace } from './fill.js'
import type { Draft, Fields } from './fill.js'
import { defaultPullPolicy } from './image.js'
import { roundedLists } from './resources.js'

/** No containers are an empty list, so that readers may rely on it; validation refuses it. */
const podSpecConstants: Fields = {
  containers: Object.freeze([]),
  restartPolicy: 'Always',
  dnsPolicy: 'ClusterFirst',
  securityContext: Object.freeze({}),
  terminationGracePeriodSeconds: 30,
  schedulerName: 'default-scheduler',
}
const roundOverhead = roundedLists('overhead')

/** The deprecated `serviceAccount` mirrors `serviceAccountName` (`Convert_core_PodSpec_To_v1_PodSpec`). */
function mirrorServiceAccount(fields: Fields): Fields {
  const name = fields['serviceAccountName'] ?? fields['serviceAccount']
  if (name === fields['serviceAccount'] && name === fields['serviceAccountName']) return fields
  return { ...fields, serviceAccountName: name, serviceAccount: name }
}

export const podSpecDefaults = (fields: Fields, draft?: Draft): Fields => dropSchedulingGroup(roundOverhead(mirrorServiceAccount(fill(fields, podSpecConstants, draft))))

const containerConstants: Fields = { resources: Object.freeze({}), terminationMessagePath: '/dev/termination-log', terminationMessagePolicy: 'File' }

export function containerDefaults(fields: Fields, draft: Draft = copied): Fields {
  const known = dropStopSignal(fields)
  if (known['imagePullPolicy'] !== undefined) return fill(known, containerConstants, draft)
  const filled = replace(known, 'imagePullPolicy', defaultPullPolicy((known['image'] as string | undefined) ?? ''), known === fields ? draft : inPlace)
  return fill(filled, containerConstants, inPlace)
}

export const ephemeralContainerDefaults: (fields: Fields, draft?: Draft) => Fields = containerDefaults

/** A volume without source is an emptyDir; an image volume pulls as a container does. */
export function volumeDefaults(fields: Fields): Fields {
  const image = fields['image'] as Fields | undefined
  if (image && image['pullPolicy'] === undefined) {
    const pullPolicy = defaultPullPolicy((image['reference'] as string | undefined) ?? '')
    return { ...fields, image: { ...image, pullPolicy } }
  }
  for (const name in fields) if (name !== 'name') return fields
  return { ...fields, emptyDir: {} }
}
