export const component = 'daemonset-controller'
