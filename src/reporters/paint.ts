import picocolors from 'picocolors'

export type Paint = ReturnType<typeof picocolors.createColors>

export const paintFor = (colour: boolean): Paint => picocolors.createColors(colour)
