/** Bounds of what is read; each error names the one that was hit. */

/** Bytes of one file. */
export const fileBytesMax: number = 20 * 1024 * 1024
/** Levels of mappings and lists in one document; Kubernetes' own objects need about 20, the schemas in CRDs some 60. */
export const nestingMax = 200
/** Nodes that the aliases of one document may stand for, all together. */
export const aliasedNodesMax = 100_000
/** TABs in indentation that are reported in one document before reading on is given up. */
export const tabsReportedMax = 50
/** How often one document is read again after a line was moved, and how many characters altogether. */
export const rereadsMax = 1000
export const rereadCharactersMax: number = 16 * 1024 * 1024
