import type { Json } from '../api/types.js'
import { defineFault, problem, wanted, type Fault, type Wanted } from './define.js'
import { fieldsOf, textOf } from './words.js'

interface ImageRequest {
  readonly image: string
  readonly message?: string
}

const name = 'image-pull-failure'

function parse(params: Json): Wanted<ImageRequest> {
  if (typeof params === 'string') return wanted({ image: params })
  const fields = fieldsOf(name, params, ['image', 'message'])
  if (!fields.ok) return fields
  const [image, message] = [textOf(name, fields.value, 'image'), textOf(name, fields.value, 'message')]
  if (!image.ok) return image
  if (!message.ok) return message
  if (image.value === undefined) return problem(`\`${name}\` needs \`image\`: a name or glob`)
  return wanted({ image: image.value, ...(message.value === undefined ? {} : { message: message.value }) })
}

export const imagePullFailure: Fault<ImageRequest> = defineFault<ImageRequest>({
  name,
  summary: 'Pulls of images that match (a name or glob) fail, with `message` if given; images that a node has already stay.',
  parse,
  begin: (_, request) => wanted({ ...request }),
})
