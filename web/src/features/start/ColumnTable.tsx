import { useT } from '../../ui/language'
import { useWords } from '../../ui/words'
import { retarget, takenBy, type Reading } from './mapping'
import css from './Import.module.css'

/** Targets that are no property of an asset have words of their own. */
const special = ['title', 'key', 'zone', 'conduit', 'vendor', 'model', 'note', 'marks'] as const

/** What each column was taken for; every choice can be corrected. */
export function ColumnTable({ reading, onChange }: { reading: Reading; onChange: (reading: Reading) => void }) {
  const t = useT()
  const words = useWords()
  const nameOf = (target: string) => {
    const own = special.find((s) => s === target)
    return own ? t(`import.to.${own}`) : words.property(target)
  }
  const targets = reading.targets.map((x) => ({ value: x.name, label: nameOf(x.name) }))
  const first = targets.filter((x) => special.some((s) => s === x.value))
  const rest = targets.filter((x) => !special.some((s) => s === x.value)).sort((a, b) => a.label.localeCompare(b.label))
  return (
    <div className={css.scroll}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('import.column')}</th>
            <th scope="col">{t('import.example')}</th>
            <th scope="col">{t('import.means')}</th>
            <th scope="col">{t('import.recognised')}</th>
          </tr>
        </thead>
        <tbody>
          {reading.columns.map((c) => (
            <tr key={c.header} className={c.to ? undefined : css.ignored}>
              <th scope="row" className={css.header}>
                {c.header}
              </th>
              <td className={css.examples} title={c.examples.join(' · ')}>
                {c.examples.length > 0 ? c.examples.join(' · ') : t('import.blank')}
              </td>
              <td>
                <select
                  className={css.select}
                  aria-label={t('import.meansOf', { column: c.header })}
                  value={c.to ?? ''}
                  onChange={(e) => onChange(retarget(reading, c.header, e.target.value))}
                >
                  <option value="">{t('import.leaveOut')}</option>
                  <optgroup label={t('import.group.common')}>
                    {first.map((x) => (
                      <option key={x.value} value={x.value}>
                        {label(x.label, takenBy(reading, x.value, c.header))}
                      </option>
                    ))}
                  </optgroup>
                  <optgroup label={t('import.group.more')}>
                    {rest.map((x) => (
                      <option key={x.value} value={x.value}>
                        {label(x.label, takenBy(reading, x.value, c.header))}
                      </option>
                    ))}
                  </optgroup>
                </select>
              </td>
              <td className="muted">{match(reading, c.to) ? t('import.identity') : c.to ? '' : t('import.notTaken')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

const label = (name: string, taken: string | null) => (taken === null ? name : `${name} (${taken})`)

const match = (reading: Reading, to: string | undefined) => to !== undefined && reading.match.includes(to)
