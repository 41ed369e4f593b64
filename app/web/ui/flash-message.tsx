import { type Flash, useView } from '../view.ts'
import { Button } from './button.tsx'
import { Icon } from './icon.tsx'
import { classes } from './tone.ts'

/** What was just done, or why it was not. Good news leaves by itself; what asks for care, or failed, stays until closed. */
export function FlashMessage({ tone, text }: Flash) {
  const { t } = useView()
  return (
    <div class={classes('flash', tone)} data-controller="flash" data-flash-stays-value={tone !== 'good'}>
      <Icon name={tone === 'good' ? 'circle-check' : 'triangle-alert'} />
      <p class="flash-text">{text}</p>
      <Button
        type="button"
        look="quiet"
        size="small"
        icon="x"
        label={t('web:ui.close')}
        more={{ 'data-action': 'flash#close' }}
      />
    </div>
  )
}
