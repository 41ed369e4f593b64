import { href, paths } from '../../../paths.ts'
import { LinkButton } from '../../../web/ui/button.tsx'
import { Icon } from '../../../web/ui/icon.tsx'
import { useView } from '../../../web/view.ts'
import type { PlayTemplate } from '../templates/template.ts'

/** Situations that most companies know, each with a play to begin with. */
export function TemplateCards({ templates }: { readonly templates: readonly PlayTemplate[] }) {
  const { t } = useView()
  return (
    <section class="play-templates" aria-label={t('plays:new.templates')}>
      <h2>{t('plays:new.templates')}</h2>
      <ul class="play-template-list">
        {templates.map(template => (
          <TemplateCard template={template} />
        ))}
        <li class="card play-template">
          <div class="play-template-head">
            <Icon name="file-plus-2" />
            <h3>{t('plays:new.emptyName')}</h3>
          </div>
          <p class="muted">{t('plays:new.emptyDoes')}</p>
          <div class="play-template-foot">
            <LinkButton href={href(paths.playNew, {}, { template: 'empty' })}>{t('plays:new.begin')}</LinkButton>
          </div>
        </li>
      </ul>
    </section>
  )
}

function TemplateCard({ template: { key, icon, texts } }: { readonly template: PlayTemplate }) {
  const { t, locale } = useView()
  const { name, does, needs } = texts[locale]
  return (
    <li class="card play-template">
      <div class="play-template-head">
        <Icon name={icon} />
        <h3>{name}</h3>
      </div>
      <p class="muted">{does}</p>
      {needs ? <p class="small">{t('plays:new.needs', { needs })}</p> : null}
      <div class="play-template-foot">
        <LinkButton href={href(paths.playNew, {}, { template: key })} label={t('plays:new.useNamed', { name })}>
          {t('plays:new.use')}
        </LinkButton>
      </div>
    </li>
  )
}
