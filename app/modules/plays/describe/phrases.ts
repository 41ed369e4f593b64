import type { PlayAbout } from '../../../web/play-kinds.ts'
import type { Settings } from '../definition/definition.ts'
import type { Tongue } from './telling.ts'

/** What a phrase is made of: the settings, and the same as words. */
interface Told {
  readonly settings: Settings
  readonly words: Readonly<Record<string, string>>
  /** In a play about contacts messages go to them. */
  readonly about: PlayAbout
}

type Phrases = (tongue: Tongue, told: Told) => Readonly<Record<string, string>>

/** Parts of sentences that are made of several settings together, by the key of the kind. */
const phrases: Readonly<Record<string, Phrases>> = {
  health: ({ t }, { settings, words }) => ({
    change:
      settings.what === 'risk'
        ? t('plays:say.riskCrosses', { risk: words.risk, direction: words.direction })
        : t('plays:say.bandBecomes', { band: words.band }),
  }),
  schedule: ({ t }, { settings, words }) => ({
    every:
      settings.every === 'day'
        ? t('plays:say.everyDay')
        : settings.every === 'month'
          ? t('plays:say.everyMonth', { day: words.monthday })
          : t('plays:say.everyWeek', { weekday: words.weekday }),
  }),
  task: ({ t }, { settings, words }) => ({
    within:
      settings.days === 0
        ? t('plays:say.sameDay')
        : t('plays:say.withinDays', { count: Number(settings.days) || 0, days: words.days }),
    assign:
      settings.assign === 'role'
        ? t('plays:say.somebodyOf', { role: words.role })
        : settings.assign === 'strengths'
          ? t('plays:say.goodAt', { strengths: words.strengths })
          : settings.assign === 'staff'
            ? (words.staff ?? '')
            : t('plays:say.owner'),
  }),
  trait: (_tongue, { settings, words }) => ({
    value: (settings.type === 'number' ? words.number : settings.type === 'boolean' ? words.truth : words.value) ?? '',
  }),
  segment: ({ t }, { about }) => ({ who: t(`plays:say.who.${about}`) }),
  manual: ({ t }, { about }) => ({ whom: t(`plays:say.whom.${about}`) }),
  email: recipient,
  invitation: recipient,
  in_app: recipient,
  notice: recipient,
}

function recipient({ t }: Tongue, { settings, words, about }: Told): Readonly<Record<string, string>> {
  if (about === 'contact') return { to: t('plays:say.thatContact') }
  return settings.to === 'segment' ? { to: t('plays:say.membersOf', { segment: words.toSegment }) } : {}
}

/** The words with which the sentence of a kind is filled, with what several of them say together. */
export function phrasesOf(kind: string, tongue: Tongue, told: Told): Readonly<Record<string, string>> {
  return { ...told.words, ...phrases[kind]?.(tongue, told) }
}
