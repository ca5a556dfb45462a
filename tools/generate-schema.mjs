// Writes src/sim/api/schema/generated.ts: the structure of every stable Kubernetes 1.36 kind, as one compact JSON string.
// Structure and required fields: the declarations of kubernetes-models. Number, date and byte formats: the attribute type
// maps of @kubernetes/client-node. What neither tells (pointers, structs held by value, named Go types): tools/go-types.txt.
// The grammar of the result is documented where it is read, in src/sim/api/schema/read.ts.
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import ts from 'typescript'

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)))
const modules = path.join(root, 'node_modules')
const models = path.join(modules, 'kubernetes-models')
const target = path.join(root, 'src/sim/api/schema/generated.ts')

/** Types that are one JSON value of special syntax, by the end of their OpenAPI name. */
const specialTypes = {
  Time: 't', MicroTime: 'u', Quantity: 'q', IntOrString: 'x', RawExtension: 'a', FieldsV1: 'a', JSON: 'a',
  JSONSchemaPropsOrBool: 'a', JSONSchemaPropsOrArray: 'a', JSONSchemaPropsOrStringArray: 'a',
}
/** kubernetes-models writes volumeClaimTemplates out as a literal, because their apiVersion and kind may be left away. */
const writtenOutTypes = { 'apps/v1.StatefulSetSpec': '<core/v1.PersistentVolumeClaim>' }
const formatCodes = { int32: 'i', int64: 'l', double: 'd', byte: 'y' }

/** `IoK8sApiCoreV1Container` -> `core/v1.Container`. */
function typeName(alias) {
  const match = /^I?IoK8s(?:ApimachineryPkgApis|ApiextensionsApiserverPkgApis|KubeAggregatorPkgApis|Api)([A-Z][a-z]+)(V\d+)([A-Z]\w*)$/.exec(alias)
  if (match) return `${match[1].toLowerCase()}/${match[2].toLowerCase()}.${match[3]}`
  const special = /^I?IoK8sApimachineryPkg(?:ApiResource|UtilIntstr|Runtime)([A-Z]\w*)$/.exec(alias)
  if (special) return special[1]
  throw new Error(`type ${alias}`)
}

const parsed = new Map()
function parse(file) {
  if (!parsed.has(file)) parsed.set(file, ts.createSourceFile(file, fs.readFileSync(file, 'utf8'), ts.ScriptTarget.Latest))
  return parsed.get(file)
}

function importedFile(from, specifier) {
  const base = specifier.startsWith('.') ? path.resolve(path.dirname(from), specifier) : path.join(modules, specifier)
  return `${base.replace(/\.js$/, '')}.d.ts`
}

/** The one interface or alias that a file declares for `name`, its exported OpenAPI name, and where its imports lie. */
function declarationOf(file) {
  const imports = new Map()
  const exported = new Map()
  const declared = new Map()
  for (const statement of parse(file).statements) {
    if (ts.isImportDeclaration(statement)) {
      for (const element of statement.importClause?.namedBindings?.elements ?? []) imports.set(element.name.text, importedFile(file, statement.moduleSpecifier.text))
    } else if (ts.isExportDeclaration(statement) && statement.exportClause) {
      for (const element of statement.exportClause.elements) exported.set(element.propertyName?.text ?? element.name.text, element.name.text)
    } else if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) declared.set(statement.name.text, statement)
  }
  for (const [local, alias] of exported) if (alias.startsWith('IIo') && declared.has(local)) return { file, local, imports, name: typeName(alias), node: declared.get(local) }
  return undefined
}

const types = new Map()
/** Reads the type that `file` declares, and with it all types it names; answers its code: a letter or `<type name>`. */
function readType(file) {
  const declaration = declarationOf(file)
  if (!declaration) throw new Error(`no type in ${file}`)
  const { name, node } = declaration
  const special = specialTypes[name.split('.').pop()]
  if (special) return special
  if (ts.isTypeAliasDeclaration(node)) return codeOf(node.type, declaration)
  if (types.has(name)) return `<${name}>`
  const fields = []
  types.set(name, fields)
  for (const member of node.members) {
    if (!ts.isPropertySignature(member)) throw new Error(`${name}: member that is no property`)
    fields.push({ name: member.name.text, required: !member.questionToken, code: codeOf(member.type, declaration) })
  }
  if (fields.length === 0) types.delete(name)
  return fields.length === 0 ? 'a' : `<${name}>`
}

const isNull = (node) => ts.isLiteralTypeNode(node) && node.literal.kind === ts.SyntaxKind.NullKeyword

function codeOf(node, declaration) {
  switch (node.kind) {
    case ts.SyntaxKind.StringKeyword: return 's'
    case ts.SyntaxKind.NumberKeyword: return 'n'
    case ts.SyntaxKind.BooleanKeyword: return 'b'
    case ts.SyntaxKind.AnyKeyword:
    case ts.SyntaxKind.UnknownKeyword: return 'a'
  }
  if (ts.isParenthesizedTypeNode(node)) return codeOf(node.type, declaration)
  if (ts.isLiteralTypeNode(node) && ts.isStringLiteral(node.literal)) return 's'
  if (ts.isUnionTypeNode(node)) {
    const codes = new Set(node.types.filter((part) => !isNull(part)).map((part) => codeOf(part, declaration)))
    if (codes.size !== 1) throw new Error(`${declaration.name}: union ${[...codes].join(' | ')}`)
    return [...codes][0]
  }
  if (ts.isTypeLiteralNode(node)) {
    const index = node.members.find(ts.isIndexSignatureDeclaration)
    return index ? `{${codeOf(index.type, declaration)}` : writtenOutTypes[declaration.name]
  }
  if (!ts.isTypeReferenceNode(node)) throw new Error(`${declaration.name}: kind of type ${node.kind}`)
  const name = node.typeName.text
  if (name === 'Array') return `[${codeOf(node.typeArguments[0], declaration)}`
  if (name === 'Record') return `{${codeOf(node.typeArguments[1], declaration)}`
  return readType(name === declaration.local ? declaration.file : declaration.imports.get(name))
}

/** Every kind in a served stable group version: `apps/v1/Deployment` -> type name. */
function readKinds() {
  const kinds = {}
  const folders = fs.readdirSync(models, { recursive: true }).filter((folder) => /(^|\/)v\d+$/.test(folder)).sort()
  for (const folder of folders) {
    for (const name of fs.readdirSync(path.join(models, folder)).sort()) {
      if (!name.endsWith('.d.ts') || name === 'index.d.ts' || name.endsWith('List.d.ts')) continue
      const declaration = declarationOf(path.join(models, folder, name))
      const isKind = declaration?.node.heritageClauses?.some((clause) => clause.types.some((type) => type.expression.text === 'TypeMeta'))
      if (isKind) kinds[`${folder}/${name.slice(0, -5)}`] = readType(declaration.file).slice(1, -1)
    }
  }
  return kinds
}

/** Attribute formats of client-node: class name -> field -> format. */
async function readFormats() {
  const folder = path.join(modules, '@kubernetes/client-node/dist/gen/models')
  const names = fs.readdirSync(folder).filter((name) => /V\d+[A-Z]\w*\.js$/.test(name)).map((name) => name.slice(0, -3))
  const loaded = await Promise.all(names.map((name) => import(pathToFileURL(path.join(folder, `${name}.js`)).href)))
  return new Map(names.map((name, index) => [name.toLowerCase(), new Map(loaded[index][name].attributeTypeMap?.map((field) => [field.baseName, field.format]))]))
}

/** `core/v1.Container name*=v1.X>Y …` lines: `*` pointer, `.` struct by value, `=` Go type, `>` embedded struct. */
function readGoTypes() {
  const lines = fs.readFileSync(path.join(root, 'tools/go-types.txt'), 'utf8').split('\n').filter((line) => line && !line.startsWith('#'))
  return new Map(lines.map((line) => {
    const [name, ...fields] = line.split(' ')
    return [name, new Map(fields.map((field) => {
      const end = field.search(/[*.!=>]/)
      return [field.slice(0, end), field.slice(end)]
    }))]
  }))
}

const kinds = readKinds()
const formats = await readFormats()
const goTypes = readGoTypes()
const names = [...types.keys()].sort()
const indexOf = new Map(names.map((name, index) => [name, index]))

function fieldText(typeKey, field) {
  const [, group, version, name] = /^(\w+)\/(\w+)\.(\w+)$/.exec(typeKey)
  const classes = [`${version}${name}`, `${group}${version}${name}`].map((key) => formats.get(key.toLowerCase())).filter((fields) => fields?.has(field.name))
  let code = field.code
  const format = classes[0]?.get(field.name) ?? ''
  if (/n$/.test(code)) {
    if (!formatCodes[format]) throw new Error(`${typeKey}.${field.name}: number without format`)
    code = code.replace(/n$/, formatCodes[format])
  } else if (/s$/.test(code) && format === 'byte') code = code.replace(/s$/, 'y')
  code = code.replace(/<(.+)>/, (_, reference) => indexOf.get(reference))
  return `${field.name}:${field.required ? '!' : ''}${code}${goTypes.get(typeKey)?.get(field.name) ?? ''}`
}

const schema = {
  kinds: Object.fromEntries(Object.entries(kinds).map(([key, name]) => [key, indexOf.get(name)])),
  types: names.map((name) => `${name} ${types.get(name).map((field) => fieldText(name, field)).join(' ')}`),
}
const json = JSON.stringify(schema)
fs.mkdirSync(path.dirname(target), { recursive: true })
fs.writeFileSync(target, `// generated file: npm run generate\n/** The structure of Kubernetes 1.36 kinds, read by \`read.ts\`. */\nexport const schemaText: string = ${JSON.stringify(json)}\n`)
console.log(`${Object.keys(kinds).length} kinds, ${names.length} types, ${json.length} characters`)
