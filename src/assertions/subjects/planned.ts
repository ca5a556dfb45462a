import { defineAssertion, type AssertionDefinition } from '../define.js'
import { complain } from '../reading.js'
import { passed } from '../verdict.js'

/** A subject that the format names and that is not simulated yet: using it is a problem of the scenario, never a verdict. */
const planned = (name: string, instead: string): AssertionDefinition => defineAssertion<never>({
  name, observes: [],
  read: (_raw, reading) => complain(reading, 'is not there yet', instead),
  evaluate: () => passed,
  text: () => name,
})

export const traffic: AssertionDefinition = planned('traffic', 'assert the endpoints of the Service instead: `service: { name, endpoints: { ready } }`')
export const cel: AssertionDefinition = planned('cel', 'use `resource`, or one of the other subjects')
