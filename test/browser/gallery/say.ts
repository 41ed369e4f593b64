import { useView } from '../../../app/web/view.ts'

/** The gallery's sample words in the language of the page. */
export function useSay(): (ja: string, en: string) => string {
  const { locale } = useView()
  return (ja, en) => (locale === 'ja' ? ja : en)
}
