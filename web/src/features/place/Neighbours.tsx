import { useState } from 'react'
import type { ItemSeen } from '../../api/documents'
import { useProject } from '../../api/project'
import { screenAddress } from '../../domain/address'
import { compareKeys } from '../../domain/key'
import { total } from '../../domain/sl'
import { Card } from '../../ui/Card'
import { Glyph } from '../../ui/Glyph'
import { placeGlyph } from '../../ui/kinds'
import { useFormats, useT } from '../../ui/language'
import { AddressLink, KeyLink, useProjectAddress } from '../../ui/navigation'
import { Empty } from '../../ui/Notice'
import { VectorGlyph } from '../../ui/VectorGlyph'
import { useWords } from '../../ui/words'
import { drawn, More } from './More'
import { usePlaceVectors, type PlaceParts } from './use-place-parts'
import css from './Place.module.css'

/** The places next to this one, and what flows between them. */
export function Neighbours({ item, parts }: { item: ItemSeen; parts: PlaceParts }) {
  const t = useT()
  const formats = useFormats()
  const zone = item.kind === 'zone'
  const connected = item.links.filter((l) => l.verb === 'connects').map((l) => l.to)
  const outer = item.links.filter((l) => l.verb === 'within').map((l) => l.to)
  return (
    <>
      <Card
        title={zone ? t('place.conduits') : t('place.zones')}
        note={formats.number(zone ? parts.conduits.length : connected.length)}
      >
        {zone ? (
          <Places keys={parts.conduits} none={t('place.noConduits')} />
        ) : (
          <Places keys={connected.sort(compareKeys)} none={t('place.noZones')} />
        )}
      </Card>
      {(parts.subzones.length > 0 || outer.length > 0) && (
        <Card title={t('place.nested')}>
          {outer.length > 0 && <Places keys={outer} none="" word={t('place.within')} />}
          {parts.subzones.length > 0 && <Places keys={parts.subzones} none="" word={t('place.surrounds')} />}
        </Card>
      )}
      <Channels parts={parts} />
    </>
  )
}

function Places({ keys, none, word }: { keys: readonly string[]; none: string; word?: string }) {
  const t = useT()
  const formats = useFormats()
  const { project } = useProject()
  const [address] = useProjectAddress()
  const by = usePlaceVectors()
  if (keys.length === 0) return <Empty>{none}</Empty>
  return (
    <ul className={css.places}>
      {keys.map((key) => {
        const p = by.get(key)
        const gap = p ? total(p.gap) : 0
        return (
          <li key={key}>
            <Glyph name={placeGlyph(p?.kind ?? 'zone', p?.type)} size={15} />
            <span className="mono muted">{key}</span>
            <span className="ellipsis">
              {word && <span className="muted">{word} </span>}
              <AddressLink to={screenAddress(project.key, 'zones', { subject: key, at: address.at })}>
                {p?.title ?? key}
              </AddressLink>
            </span>
            {p && <VectorGlyph size="s" levels={p} title={p.title} />}
            <span className={gap > 0 ? 'gap-text' : 'muted'}>
              {gap > 0 ? t('place.gapN', { gap: formats.number(gap) }) : t('place.atTarget')}
            </span>
          </li>
        )
      })}
    </ul>
  )
}

function Channels({ parts }: { parts: PlaceParts }) {
  const t = useT()
  const [all, setAll] = useState(false)
  const formats = useFormats()
  const words = useWords()
  const value = (p: PlaceParts['channels'][number], name: string) => {
    const v = p.properties[name]
    return Array.isArray(v) ? v.join(', ') : typeof v === 'string' ? words.choice(v) : ''
  }
  return (
    <Card title={t('place.channels')} note={formats.number(parts.channels.length)}>
      {parts.channels.length === 0 ? (
        <Empty>{t('place.noChannels')}</Empty>
      ) : (
        <div className={css.scroll}>
          <table className={css.list}>
            <thead>
              <tr>
                <th scope="col">{t('item.key')}</th>
                <th scope="col">{t('place.name')}</th>
                <th scope="col">{words.verb('from')}</th>
                <th scope="col">{words.verb('to')}</th>
                <th scope="col">{words.property('protocol')}</th>
                <th scope="col">{words.verb('via')}</th>
              </tr>
            </thead>
            <tbody>
              {parts.channels.slice(0, drawn(parts.channels.length, all)).map((c) => {
                const ends = (verb: string) => c.links.filter((l) => l.verb === verb)
                return (
                  <tr key={c.key}>
                    <td>
                      <KeyLink item={c.key} />
                    </td>
                    <td className={css.name}>{c.title}</td>
                    {(['from', 'to'] as const).map((verb) => (
                      <td key={verb}>
                        {ends(verb).map((l) => (
                          <KeyLink key={l.to} item={l.to} title={l.title} />
                        ))}
                      </td>
                    ))}
                    <td>{value(c, 'protocol')}</td>
                    <td>
                      <span className={css.keys}>
                        {ends('via').map((l) => (
                          <KeyLink key={l.to} item={l.to} title={l.title} />
                        ))}
                      </span>
                    </td>
                  </tr>
                )
              })}
            </tbody>
          </table>
        </div>
      )}
      <More count={parts.channels.length} all={all} onAll={setAll} screen="zones" kind="channel" filter={parts.channelFilter} />
    </Card>
  )
}
