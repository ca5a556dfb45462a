/** Formats that schemas may ask for, as kube-openapi's `strfmt` checks them; others are not looked at. */
import { parseDuration, parseTimestamp } from '../cel/time.js'
import { parseRequestUri } from '../cel/url.js'
import { checkDnsLabel, checkDnsSubdomain } from '../names.js'
import { parseCidr, parseIp } from '../validation/ip.js'

type Check = (text: string) => boolean

const matching = (pattern: RegExp): Check => (text) => pattern.test(text)
const uuid = (version = '[0-9a-f]', variant = '[0-9a-f]'): Check => matching(new RegExp(`^[0-9a-f]{8}-?[0-9a-f]{4}-?${version}[0-9a-f]{3}-?${variant}[0-9a-f]{3}-?[0-9a-f]{12}$`, 'i'))

const hostname: Check = (text) => text.length <= 255
  && /^([a-zA-Z0-9\p{S}\p{L}]((-?[a-zA-Z0-9\p{S}\p{L}]{0,62})?)|([a-zA-Z0-9\p{S}\p{L}](([a-zA-Z0-9-\p{S}\p{L}]{0,61}[a-zA-Z0-9\p{S}\p{L}])?)(\.)){1,}([a-zA-Z0-9-\p{L}]){2,63})$/u.test(text)

/** Numbers whose last digit is checked by the others. */
function isbn10(text: string): boolean {
  const digits = text.replaceAll(/[\s-]/g, '')
  if (!/^\d{9}[\dX]$/.test(digits)) return false
  return [...digits].reduce((sum, digit, at) => sum + (at + 1) * (digit === 'X' ? 10 : Number(digit)), 0) % 11 === 0
}
function isbn13(text: string): boolean {
  const digits = text.replaceAll(/[\s-]/g, '')
  return /^\d{13}$/.test(digits) && [...digits].reduce((sum, digit, at) => sum + Number(digit) * (at % 2 === 0 ? 1 : 3), 0) % 10 === 0
}
function creditCard(text: string): boolean {
  const digits = text.replaceAll(/[^0-9]/g, '')
  if (digits.length < 13 || digits.length > 19) return false
  const sum = [...digits].toReversed().reduce((total, digit, at) => total + (at % 2 === 0 ? Number(digit) : ((Number(digit) * 2 - 1) % 9) + (digit === '0' ? 0 : 1)), 0)
  return sum % 10 === 0
}

const dateTime: Check = (text) => parseTimestamp(text.replace(/^(\S+) /, '$1T')) !== undefined
const date: Check = (text) => /^\d{4}-\d{2}-\d{2}$/.test(text) && parseTimestamp(`${text}T00:00:00Z`) !== undefined
const duration: Check = (text) => parseDuration(text) !== undefined || /^(\d+\s*(ns|us|µs|ms|s|sec|secs|second|seconds|m|min|mins|minute|minutes|h|hr|hrs|hour|hours|d|day|days|w|wk|week|weeks)\s*)+$/i.test(text.trim())

const checks: Readonly<Record<string, Check>> = {
  bsonobjectid: matching(/^[0-9a-f]{24}$/i), uri: (text) => parseRequestUri(text).ok,
  email: matching(/^(?:[^<>]*<)?[^\s@<>,;]+@[^\s@<>,;]+>?$/), hostname, ipv4: (text) => parseIp(text)?.family === 4,
  ipv6: (text) => parseIp(text)?.family === 6, cidr: (text) => parseCidr(text) !== undefined,
  mac: matching(/^(?:[0-9a-f]{2}([:-]))(?:[0-9a-f]{2}\1){4}(?:[0-9a-f]{2})(?:(?:\1[0-9a-f]{2}){2}(?:(?:\1[0-9a-f]{2}){12})?)?$|^[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}(\.[0-9a-f]{4})?$/i),
  uuid: uuid(), uuid3: uuid('3'), uuid4: uuid('4', '[89ab]'), uuid5: uuid('5', '[89ab]'), isbn: (text) => isbn10(text) || isbn13(text), isbn10, isbn13,
  creditcard: creditCard, ssn: matching(/^\d{3}[- ]?\d{2}[- ]?\d{4}$/), hexcolor: matching(/^#?([0-9a-f]{3}|[0-9a-f]{6})$/i),
  rgbcolor: matching(/^rgb\(\s*(0|[1-9]\d?|1\d\d?|2[0-4]\d|25[0-5])\s*,\s*(0|[1-9]\d?|1\d\d?|2[0-4]\d|25[0-5])\s*,\s*(0|[1-9]\d?|1\d\d?|2[0-4]\d|25[0-5])\s*\)$/),
  byte: matching(/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$/), date, duration, datetime: dateTime, 'date-time': dateTime,
  'k8s-short-name': (text) => checkDnsLabel(text).length === 0, 'k8s-long-name': (text) => checkDnsSubdomain(text).length === 0,
}

/** Whether a text is of a format; undefined for formats that are not known. */
export const isOfFormat = (format: string, text: string): boolean | undefined => checks[format]?.(text)
