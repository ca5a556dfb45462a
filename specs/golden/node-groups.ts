/** `worker-1` is one of the group `worker`: which of equal nodes is chosen is drawn by lot. */
export const groupOfNode = (name: string): string => name.replace(/-\d+$/, '')
