import { either, mapOf, mapping, text, whole, word } from '../../assertions/schema-parts.js'
import { expose as exposeAction } from '../actions/kubectl.js'
import type { StepDefinition } from './define.js'
import { defineStep } from './define.js'
import { perObject } from './parts.js'

const pairs = either(text(), mapOf(text()))

export const expose: StepDefinition = defineStep({
  name: 'expose',
  summary: 'As `kubectl expose`: a Service in front of a Deployment, ReplicaSet, ReplicationController, pod or Service.',
  schema: perObject(mapping({
    port: whole(1, 'Default: the ports of the containers.'),
    targetPort: either(whole(1), text(), { description: 'Number or name; default: the port.' }),
    name: text('Default: the name of the object.'),
    type: word(['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName']),
    protocol: word(['TCP', 'UDP', 'SCTP'], 'Default: that of the containers\' port.'),
    clusterIP: text('`None` for a headless Service.'),
    sessionAffinity: word(['None', 'ClientIP']),
    externalIP: text(),
    selector: { ...pairs, description: 'Default: that of the object. `app=web,tier=front`, or a mapping.' },
    labels: { ...pairs, description: 'Default: those of the object.' },
  }), '`{ deployment/web: { port: 80 } }`'),
  compile: exposeAction,
})
