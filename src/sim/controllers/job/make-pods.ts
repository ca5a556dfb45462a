import type { ApiError } from '../../api/errors.js'
import type { Container, Job, Pod, PodSpec, PodTemplateSpec } from '../../api/types.js'
import type { Draft } from '../../apiserver/draft.js'
import type { ActorContext } from '../../state.js'
import { isNamespaceTerminating } from '../namespace-terminating.js'
import { controllerReference } from '../owners.js'
import { createPod, podFromTemplate } from '../pod-control.js'
import { countsFailure } from './failure-policy.js'
import { completionIndex, component, failureCount, ignoredFailureCount, indexVariable, trackingFinalizer } from './names.js'
import { failuresBefore, ignoredBefore } from './pods.js'
import { hasLimitPerIndex } from './traits.js'

/** A slow start under way: pods are made in batches of 1, 2, 4, … as long as there is no error (manageJob, 1.36). */
export interface Making {
  readonly count: number
  /** Of an Indexed Job. */
  readonly indexes: readonly number[] | undefined
  /** By index, the failed pod that is replaced. */
  readonly replaced: ReadonlyMap<number, Pod>
  /** Pods that were tried so far, and the size of the next batch. */
  readonly tried: number
  readonly size: number
  /** Pods that are on their way; after an error the rest is left for the next sync. */
  readonly made: number
  readonly error?: ApiError
}

export const isMade = ({ tried, count, error }: Making): boolean => tried >= count || error !== undefined

export function makeBatch(context: ActorContext, job: Job, making: Making): Making {
  const { count, indexes, replaced, tried, size } = making
  const base = podFromTemplate(job, trackedTemplate(job.spec.template), [controllerReference(job)])
  const end = Math.min(count, tried + size)
  let { made, error } = making
  for (let i = tried; i < end; i++) {
    const created = createPod(context, { object: job, component }, indexes === undefined ? base : indexedPod(job, base, indexes[i]!, replaced))
    if (created.ok || isNamespaceTerminating(created.error)) made++
    else error ??= created.error
  }
  return { ...making, tried: end, size: size * 2, made, ...(error === undefined ? {} : { error }) }
}

const onlyTracking: readonly string[] = [trackingFinalizer]

/** All pods of a Job carry the finalizer from the beginning. */
function trackedTemplate(template: PodTemplateSpec): PodTemplateSpec {
  const { metadata } = template
  const finalizers = metadata?.finalizers
  if (finalizers === undefined) return { ...template, metadata: { ...metadata, finalizers: onlyTracking } }
  return finalizers.includes(trackingFinalizer) ? template : { ...template, metadata: { ...metadata, finalizers: [...finalizers, trackingFinalizer] } }
}

function indexedPod(job: Job, base: Draft<Pod>, index: number, replaced: ReadonlyMap<number, Pod>): Draft<Pod> {
  const { name } = job.metadata
  const text = String(index)
  return {
    ...base,
    metadata: {
      ...base.metadata,
      generateName: indexedPrefix(name, index),
      labels: { ...base.metadata.labels, [completionIndex]: text },
      annotations: { ...base.metadata.annotations, [completionIndex]: text, ...failureCounts(job, replaced.get(index)) },
    },
    spec: { ...withIndexVariable(base.spec), hostname: `${name}-${index}` },
  }
}

/** `work-0-`; a long name is cut so that the suffix still fits (podGenerateNameWithIndex). */
function indexedPrefix(name: string, index: number): string {
  const end = `-${index}-`
  return name.slice(0, 58 - end.length) + end
}

/** What a replacement inherits of the pod that failed before it (addIndexFailureCountAnnotation). */
function failureCounts(job: Job, before: Pod | undefined): Record<string, string> {
  if (!hasLimitPerIndex(job)) return {}
  if (before === undefined) return { [failureCount]: '0' }
  const isCounted = countsFailure(job, before)
  const ignored = ignoredBefore(before) + (isCounted ? 0 : 1)
  return { [failureCount]: String(failuresBefore(before) + (isCounted ? 1 : 0)), ...(ignored === 0 ? {} : { [ignoredFailureCount]: String(ignored) }) }
}

const indexed = new WeakMap<PodSpec, PodSpec>()

/** All containers know their index; the spec is made once for all indexes. */
function withIndexVariable(spec: PodSpec): PodSpec {
  let known = indexed.get(spec)
  if (known !== undefined) return known
  const { containers, initContainers } = spec
  known = { ...spec, containers: containers.map(withVariable), ...(initContainers === undefined ? {} : { initContainers: initContainers.map(withVariable) }) }
  indexed.set(spec, known)
  return known
}

function withVariable(container: Container): Container {
  const env = container.env ?? []
  if (env.some(({ name }) => name === indexVariable)) return container
  const fieldRef = { apiVersion: 'v1', fieldPath: `metadata.labels['${completionIndex}']` }
  return { ...container, env: [...env, { name: indexVariable, valueFrom: { fieldRef } }] }
}
