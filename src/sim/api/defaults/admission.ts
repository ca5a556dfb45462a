// table file
import type { Fields } from './fill.js'

const matching: Fields = { matchPolicy: 'Equivalent', namespaceSelector: {}, objectSelector: {} }
const webhook: Fields = { ...matching, failurePolicy: 'Fail', timeoutSeconds: 10 }

/** Defaults of admissionregistration.k8s.io/v1. */
export const admissionDefaults: Readonly<Record<string, Fields>> = {
  'admissionregistration/v1.ValidatingWebhook': webhook,
  'admissionregistration/v1.MutatingWebhook': { ...webhook, reinvocationPolicy: 'Never' },
  'admissionregistration/v1.RuleWithOperations': { scope: '*' },
  'admissionregistration/v1.NamedRuleWithOperations': { scope: '*' },
  'admissionregistration/v1.ServiceReference': { port: 443 },
  'admissionregistration/v1.MatchResources': matching,
  'admissionregistration/v1.ValidatingAdmissionPolicySpec': { failurePolicy: 'Fail' },
  'admissionregistration/v1.MutatingAdmissionPolicySpec': { failurePolicy: 'Fail' },
}
