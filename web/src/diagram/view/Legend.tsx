import { Glyph } from '../../ui/Glyph'
import { strengths } from '../model'
import { useSay } from '../words'
import css from './Diagram.module.css'

const lines = {
  met: ['var(--met-soft)', undefined],
  claimed: ['var(--met)', '2 2'],
  gap: ['var(--gap)', '7 3'],
  'not assessed': ['var(--control)', '2 5'],
} as const
const signs = {
  met: 'strength-met',
  claimed: 'strength-claimed',
  gap: 'strength-gap',
  'not assessed': 'strength-not-assessed',
} as const

/** What signs and lines mean. */
export function Legend() {
  const say = useSay()
  return (
    <ul className={css.legend} aria-label={say('diagram.legend')}>
      {strengths.map((s) => (
        <li key={s}>
          <svg width={5} height={16} aria-hidden>
            <path d="M2.5 0V16" stroke={lines[s][0]} strokeDasharray={lines[s][1]} strokeWidth={s === 'not assessed' ? 2 : 3} />
          </svg>
          <Glyph name={signs[s]} size={12} />
          {say(`diagram.strength.${s}`)}
        </li>
      ))}
      <li>
        <Glyph name="marker-suspect" size={12} />
        {say('diagram.legend.suspect')}
      </li>
    </ul>
  )
}
