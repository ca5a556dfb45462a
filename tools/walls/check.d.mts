export interface Finding {
  readonly file: string
  readonly line: number
  readonly message: string
}

/** `file` is relative to src. */
export declare function checkFile(file: string, text: string): readonly Finding[]
