import type { View } from '../../../web/view.ts'
import type { PropertyCondition } from './condition.ts'

/** Conditions on properties in words: 「planが「pro」で、amountが10,000以上」; an empty text when there are none. */
export function describeProperties(
  { t, format }: Pick<View, 't' | 'format'>,
  conditions: readonly PropertyCondition[],
): string {
  const quoted = (text: string) => t('events:property.quoted', { text })
  const texts = conditions.map(({ property, asks }) => {
    if ('text' in asks) return t(`events:property.says.${asks.is}`, { property, value: quoted(asks.text) })
    if ('number' in asks)
      return t(`events:property.says.${asks.is}`, { property, value: format.number(asks.number, 3) })
    if ('texts' in asks) {
      const value = asks.texts.map(quoted).join(t('events:property.or'))
      return t('events:property.says.one_of', { property, value })
    }
    return t(`events:property.says.${asks.is}`, { property })
  })
  return texts.join(t('events:property.and'))
}
