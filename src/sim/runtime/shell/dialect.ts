/** Whose grammar and words: dash (Debian's sh), ash (busybox), bash. */
export type Dialect = 'dash' | 'ash' | 'bash'
