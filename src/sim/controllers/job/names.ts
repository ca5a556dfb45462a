/** Names of the Job API that pods carry (k8s.io/api batch/v1, 1.36). */
export const trackingFinalizer = 'batch.kubernetes.io/job-tracking'
export const completionIndex = 'batch.kubernetes.io/job-completion-index'
export const failureCount = 'batch.kubernetes.io/job-index-failure-count'
export const ignoredFailureCount = 'batch.kubernetes.io/job-index-ignored-failure-count'
export const indexVariable = 'JOB_COMPLETION_INDEX'
export const controllerName = 'kubernetes.io/job-controller'
/** As events name the source. */
export const component = 'job-controller'
