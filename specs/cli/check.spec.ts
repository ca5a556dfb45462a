import { describe, expect, it } from 'vitest'
import type { CheckOutcome } from '../../src/harness/outcome.js'
import { seatrial } from '../cli.js'

const folder = 'fixtures/manifests/check'

function check(name: string, ...args: readonly string[]): { readonly exitCode: number | null; readonly found: readonly string[]; readonly fixes: readonly (string | undefined)[]; readonly workloads: readonly string[] } {
  const { exitCode, stdout, stderr } = seatrial(['check', '--json', ...args, `${folder}/${name}.yaml`])
  expect(stderr).toBe('')
  const { diagnostics, workloads } = JSON.parse(stdout) as CheckOutcome
  return {
    exitCode,
    found: diagnostics.map(({ file, severity, line, column, message }) => `${line}:${column} ${severity} ${message}${file === `${folder}/${name}.yaml` ? '' : ` in ${file}`}`),
    fixes: diagnostics.map(({ fix }) => fix),
    workloads: workloads.map(({ ref, line, outcome, reason }) => `${line} ${ref} ${outcome}${reason === '' ? '' : `: ${reason.replace(/-[0-9a-z]{5,10}-[0-9a-z]{5}\b/g, '-*')}`}`),
  }
}

describe('seatrial check', () => {
  it('a Service whose selector matches nothing', () => {
    expect(check('selector-matches-nothing')).toMatchObject({
      exitCode: 0, workloads: ['1 deployment/web ready'],
      found: ['16:3 warning service/web has no ready endpoints: the selector app=wbe of service/web matches no pod in namespace default; 2 pods there have app=web'],
    })
  })

  it('a ConfigMap that is not there', () => {
    const { exitCode, found, workloads } = check('missing-configmap')
    expect(exitCode).toBe(1)
    expect(found).toEqual(['15:23 warning configmap/settings is not there: the pods of deployment/web cannot start'])
    expect(workloads).toEqual([expect.stringMatching(/^1 deployment\/web stuck: container web of pod\/web-\* waits: CreateContainerConfigError: configmap "settings" not found/)])
  })

  it('an autoscaler without its target', () => {
    expect(check('hpa-without-target')).toEqual({ exitCode: 0, found: ['6:3 warning deployment/web is not there: horizontalpodautoscaler/web scales nothing'], fixes: [undefined], workloads: [] })
  })

  it('a budget that matches nothing', () => {
    expect(check('pdb-matches-nothing').found).toEqual(['7:3 warning the selector of poddisruptionbudget/web matches no pod: it protects nothing'])
  })

  it('typos, with what was meant', () => {
    expect(check('typo')).toEqual({
      exitCode: 2, workloads: [], fixes: ['did you mean "replicas"?', 'did you mean "image"?'],
      found: ['6:3 error `spec.replicsa` is no field of DeploymentSpec', '13:11 error `spec.template.spec.containers[0].iamge` is no field of Container'],
    })
  })

  it('a crash loop', () => {
    const { exitCode, found, workloads } = check('crash-loop')
    expect(exitCode).toBe(1)
    expect(found).toEqual([])
    expect(workloads).toEqual([expect.stringMatching(/^1 deployment\/worker failing: container worker of pod\/worker-\* keeps ending: it ended with exit code 3 \(Error\), \d+ restarts; back-off 5m0s/)])
  })

  it('a script that breaks the grammar, in its own words', () => {
    expect(check('broken-script').workloads).toEqual([expect.stringContaining("it wrote last: bash: -c: line 2: syntax error near unexpected token `done' / bash: -c: line 2: `for i in 1 2 3 do echo $i; done'")])
  })

  it('a pod that fits on no node', () => {
    expect(check('does-not-fit').workloads).toEqual([expect.stringMatching(/^1 pod\/large stuck: pod\/large is Pending: 0\/3 nodes are available: 3 Insufficient cpu\./)])
    expect(check('does-not-fit', '--node-cpu', '16').workloads).toEqual(['1 pod/large ready'])
    expect(check('does-not-fit', '--nodes', '1').workloads).toEqual([expect.stringContaining('0/1 nodes are available: 1 Insufficient cpu.')])
  })

  it('a pod that does its work', () => expect(check('finishes')).toEqual({ exitCode: 0, found: [], fixes: [], workloads: ['1 pod/migrate completed'] }))

  it('a key that is there twice', () => expect(check('duplicate-key')).toMatchObject({ exitCode: 2, found: ['7:3 error the key `mode` is there twice; it was first given at 6:3'] }))

  it('a TAB', () => expect(check('tab')).toMatchObject({ exitCode: 2, found: ['4:1 error a TAB is used for indentation; YAML allows only spaces there'], fixes: ['replace the TAB by spaces'] }))

  it('a wrong type', () => expect(check('wrong-type')).toMatchObject({ exitCode: 2, found: ['6:13 error `spec.replicas` must be a whole number (32 bits), not the string "3"'], fixes: ['write 3 without quotes'] }))

  it('an API that is gone', () => expect(check('removed-api')).toMatchObject({ exitCode: 2, found: ['1:13 error Deployment in apiVersion extensions/v1beta1 was removed in Kubernetes 1.16'], fixes: ['use apiVersion: apps/v1'] }))

  it('what is not simulated is named, as warnings, errors or not at all', () => {
    const found = ['2:7 warning IngressClass is checked and stored, but not simulated: nothing acts on it', '14:7 warning `spec.volumes[0].nfs` is not simulated: it is stored and has no effect']
    expect(check('not-simulated')).toMatchObject({ exitCode: 0, found, workloads: ['6 pod/reader ready'] })
    expect(check('not-simulated', '--unmodelled', 'ignore')).toMatchObject({ exitCode: 0, found: [], workloads: ['6 pod/reader ready'] })
    expect(check('not-simulated', '--unmodelled', 'error')).toMatchObject({ exitCode: 2, found: found.map((line) => line.replace('warning', 'error')), workloads: [] })
  })

  it('says what the API server would have said', () => {
    const { stdout } = seatrial(['check', '--json', `${folder}/wrong-type.yaml`])
    expect((JSON.parse(stdout) as CheckOutcome).diagnostics[0]!.api).toBe('Deployment in version "v1" cannot be handled as a Deployment: json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32')
  })

  it('prints for people what --json prints for programs', () => {
    const { exitCode, stdout } = seatrial(['check', `${folder}/selector-matches-nothing.yaml`, `${folder}/finishes.yaml`])
    expect(exitCode).toBe(0)
    expect(stdout.replace(/since [\d.]+s/g, 'since Xs')).toMatchInlineSnapshot(`
      "fixtures/manifests/check/selector-matches-nothing.yaml:16:3 warning service/web has no ready endpoints: the selector app=wbe of service/web matches no pod in namespace default; 2 pods there have app=web

      ready      deployment/web  since Xs  fixtures/manifests/check/selector-matches-nothing.yaml:1
      completed  pod/migrate     since Xs  fixtures/manifests/check/finishes.yaml:1

      2 workloads: 1 ready, 1 completed; 1 warning
      "
    `)
  })

  it('a folder with everything that is wrong: all of it at once, and nothing is run', () => {
    const { exitCode, stdout } = seatrial(['check', folder])
    expect(exitCode).toBe(2)
    for (const name of ['duplicate-key.yaml:7:3', 'removed-api.yaml:1:13', 'tab.yaml:4:1', 'typo.yaml:6:3', 'typo.yaml:13:11', 'wrong-type.yaml:6:13']) expect(stdout).toContain(`${folder}/${name} error`)
    expect(stdout).toContain('no workloads; 6 errors')
  })

  it('flags that make no sense', () => {
    expect(seatrial(['check', '--node-cpu', 'much', `${folder}/finishes.yaml`])).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('`--node-cpu` must be a quantity such as 4 or 500m, got `much`') })
    expect(seatrial(['check', '--nodes', 'three', `${folder}/finishes.yaml`])).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('expected a whole number') })
  })
})
