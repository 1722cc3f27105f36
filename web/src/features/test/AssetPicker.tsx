import { useQuery } from '@tanstack/react-query'
import { useId, useState, type KeyboardEvent } from 'react'
import { useProject } from '../../api/project'
import { searchQuery } from '../../api/queries'
import { Button } from '../../ui/Button'
import { useT } from '../../ui/language'
import type { Tested } from './run-draft'
import css from './Run.module.css'

/** The assets a test is carried out on, with their firmware, and a way to add others. */
export function AssetPicker({ assets, onChange }: { assets: readonly Tested[]; onChange: (keys: string[]) => void }) {
  const t = useT()
  const id = useId()
  const { view } = useProject()
  const [words, setWords] = useState('')
  const found = useQuery(searchQuery(view, words, 30))
  const hits = (words.trim() === '' ? [] : (found.data?.hits ?? []))
    .filter((h) => h.kind === 'asset' && !h.retired && !assets.some((a) => a.key === h.key))
    .slice(0, 6)
  const add = (key: string) => {
    onChange([...assets.map((a) => a.key), key])
    setWords('')
  }
  const keys = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && hits[0]) {
      event.preventDefault()
      add(hits[0].key)
    } else if (event.key === 'Escape' && words !== '') {
      event.preventDefault()
      event.stopPropagation()
      setWords('')
    }
  }
  return (
    <div className={css.assets}>
      <label htmlFor={id} className={css.label}>
        {t('run.testedOn')}
      </label>
      {assets.length > 0 && (
        <ul>
          {assets.map((a) => (
            <li key={a.key}>
              <span className="mono">{a.key}</span>
              <span className="grow ellipsis" title={a.title}>
                {a.title}
              </span>
              <span className={a.firmware === '' ? 'muted' : 'mono'}>{a.firmware === '' ? t('run.noFirmware') : a.firmware}</span>
              <Button
                small
                look="icon"
                glyph="ui-close"
                aria-label={t('run.takeAsset', { asset: a.key })}
                onClick={() => onChange(assets.filter((x) => x.key !== a.key).map((x) => x.key))}
              />
            </li>
          ))}
        </ul>
      )}
      <input
        id={id}
        className={css.input}
        value={words}
        placeholder={t('run.addAsset')}
        autoComplete="off"
        onChange={(event) => setWords(event.target.value)}
        onKeyDown={keys}
      />
      {hits.length > 0 && (
        <ul className={css.hits} aria-label={t('run.found')}>
          {hits.map((h) => (
            <li key={h.key}>
              <button type="button" onClick={() => add(h.key)}>
                <span className="mono">{h.key}</span> {h.title}
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
