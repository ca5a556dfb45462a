import { describe, expect, it } from 'vitest'
import { runScript } from '../container.js'

describe('what bash adds', () => {
  it.each([
    ['[[ abc == a* ]] && echo yes', 'yes\n'],
    ['[[ abc == "a*" ]] || echo no', 'no\n'],
    ['x=; [[ -z $x && -n y ]] && echo both', 'both\n'],
    ['[[ web-12 =~ -([0-9]+)$ ]] && echo ${BASH_REMATCH[1]}', '12\n'],
    ['for i in {1..3}; do echo $i; done', '1\n2\n3\n'],
    ['echo {a,b}c x{1,2}', 'ac bc x1 x2\n'],
    ['i=1; (( i++ )); echo $i; (( i > 5 )) || echo small', '2\nsmall\n'],
    ['function f { echo "in $1"; }; f x', 'in x\n'],
    ['cat <<< "here $((1+1))"', 'here 2\n'],
    ["echo $'a\\tb'", 'a\tb\n'],
    ['x=hello; echo ${x:1:3} ${x/l/L} ${x//l/L} ${x^^} ${x^}', 'ell heLlo heLLo HELLO Hello\n'],
    ['echo err &> f; cat f', 'err\n'],
    ['{ echo out; echo err >&2; } 2>&1>/dev/null', 'err\n'],
    ['set -o pipefail; false | true; echo $?', '1\n'],
    ['x=a; x+=b; echo $x', 'ab\n'],
    ['items=(foo bar "b z"); i=1; echo ${items[$i]} ${items[2]} $items ${#items[@]}', 'bar b z foo 3\n'],
    ['a=(1 2); a+=(3); for x in "${a[@]}"; do echo $x; done; echo ${a[1+1]} ${a[9]:-none}', '1\n2\n3\n3 none\n'],
    ['declare -r x=1; echo $x; let y=2+3; echo $y', '1\n5\n'],
    ['printf -v x %03d 7; echo $x', '007\n'],
    ['echo $((2**3)); source /dev/null; echo ok', '8\nok\n'],
  ])('%s', (script, stdout) => expect(runScript(script, {}, 'bash')[0]).toBe(stdout))

  it('words of a command that is not there', () => expect(runScript('nope', {}, 'bash')).toEqual(['', 'bash: line 1: nope: command not found\n', 127]))
})
