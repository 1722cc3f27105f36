import { useQuery } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { proofAddress, readProof } from '../../api/history-queries'
import { useProject } from '../../api/project'
import { writeHash } from '../../domain/record/bytes'
import { checkWithWebCrypto } from '../../domain/record/note'
import { verifyProof, type ProofVerdict, type ProvenCommit } from '../../domain/record/verify-proof'
import { Button } from '../../ui/Button'
import { Card, CardBody } from '../../ui/Card'
import { TextField } from '../../ui/Field'
import { Glyph } from '../../ui/Glyph'
import { useFormats, useT } from '../../ui/language'
import { useProjectAddress } from '../../ui/navigation'
import { Notice } from '../../ui/Notice'
import { Problem } from '../../ui/Problem'
import css from './Proof.module.css'

interface Answer {
  subject: string
  verdict: ProofVerdict
}

/** Proves that every commit about one item, or one file, is in the signed record. */
export function ItemProof({ about }: { about: string }) {
  const t = useT()
  const { project } = useProject()
  const [address, change] = useProjectAddress()
  const [text, setText] = useState(about)
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ['project', project.key, 'proof', about],
    queryFn: async ({ signal }): Promise<Answer> => {
      const bytes = await readProof(project.key, about, signal)
      return { subject: about, verdict: await verifyProof(bytes, checkWithWebCrypto) }
    },
    enabled: about !== '',
    retry: false,
  })
  const send = (event: FormEvent) => {
    event.preventDefault()
    const subject = /^[a-z]{3}-\d+$/i.test(text.trim()) ? text.trim().toUpperCase() : text.trim()
    if (subject === about) void refetch()
    else change({ view: { ...address.view, proof: subject } })
  }
  return (
    <Card title={t('history.proof.item')} note={t('history.proof.itemNote')}>
      <CardBody>
        <form className={css.form} onSubmit={send}>
          <TextField
            label={t('history.proof.subject')}
            hint={t('history.proof.subjectHint')}
            value={text}
            onChange={(e) => setText(e.target.value)}
            spellCheck={false}
          />
          <Button type="submit" disabled={isFetching || text.trim() === ''}>
            {t('history.proof.prove')}
          </Button>
        </form>
        {error && <Problem error={error} />}
        {data && <ProofAnswer answer={data} project={project.key} />}
      </CardBody>
    </Card>
  )
}

function ProofAnswer({ answer, project }: { answer: Answer; project: string }) {
  const t = useT()
  const formats = useFormats()
  const { verdict, subject } = answer
  const [chosen, setChosen] = useState(-1)
  if (!verdict.good)
    return (
      <Notice tone="fault">
        <b>{t('history.proof.bad')}</b> {t(`history.proof.itemBad.${verdict.part}`, { number: verdict.commit ?? 0 })}
      </Notice>
    )
  const commit = verdict.commits.at(chosen)
  return (
    <div role="status" className={css.result}>
      <Notice tone={verdict.signed ? 'met' : 'caution'}>
        <b>{t('history.proof.itemGood', { count: verdict.commits.length, subject, size: verdict.checkpoint.size })}</b>{' '}
        {!verdict.signed && t('history.proof.notSigned')}
      </Notice>
      <div className={css.form}>
        <label className={css.select}>
          {t('history.proof.path')}
          <select value={chosen < 0 ? verdict.commits.length - 1 : chosen} onChange={(e) => setChosen(Number(e.target.value))}>
            {verdict.commits.map((c, i) => (
              <option key={c.number} value={i}>
                {t('state.commitN', { number: c.number })}
              </option>
            ))}
          </select>
        </label>
        <span className="grow" />
        <a className={css.download} href={proofAddress(project, subject)} download={`${subject.replace(':', '-')}.proof`}>
          <Glyph name="ui-export" size={14} /> {t('history.proof.save')}
        </a>
      </div>
      {commit && <Path commit={commit} root={verdict.checkpoint.root} />}
      <p className="muted small">{t('history.proof.itemLimit', { count: formats.number(verdict.commits.length) })}</p>
    </div>
  )
}

/** How many steps of a path are drawn; the middle of a longer one is only counted. */
const drawn = 6

/** The way from a commit up to the signed root. */
function Path({ commit, root }: { commit: ProvenCommit; root: string }) {
  const t = useT()
  const short = (hex: string) => {
    const text = writeHash(hex)
    return `${text.slice(0, 4)}…${text.slice(-4, -1)}`
  }
  const steps = commit.path.length > drawn ? [...commit.path.slice(0, 3), ...commit.path.slice(-2)] : commit.path
  const left = commit.path.length - steps.length
  const up = [...steps].reverse()
  return (
    <figure className={css.path} aria-label={t('history.proof.pathSaid', { number: commit.number, count: commit.path.length })}>
      <ol>
        {up.map((s, i) => (
          <li key={s.over}>
            <span className={`mono ${css.hash} ${i === 0 ? css.root : ''}`}>
              {i === 0 ? `${t('history.proof.rootWord')} ${short(root)}` : short(s.over)}
            </span>
            <span className={css.join} aria-hidden />
            <span className={`mono ${css.hash} ${css.beside}`}>{short(s.hash)}</span>
            {left > 0 && i === 1 && <span className="muted small">{t('history.proof.pathMore', { count: left })}</span>}
          </li>
        ))}
        <li>
          <span className={`mono ${css.hash} ${css.root}`}>
            {t('state.commitN', { number: commit.number })} {short(commit.leaf)}
          </span>
        </li>
      </ol>
    </figure>
  )
}
