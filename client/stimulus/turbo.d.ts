/** What we use of Turbo 8, which ships without types. */
declare module '@hotwired/turbo' {
  export interface VisitResponse {
    readonly statusCode: number
    readonly redirected: boolean
    readonly responseHTML: string
  }

  export interface FrameElement extends HTMLElement {
    src: string | null
  }

  export const config: {
    forms: {
      confirm: (message: string, form?: HTMLFormElement, pressed?: HTMLElement | null) => Promise<boolean>
      submitter: {
        readonly beforeSubmit: (pressed: HTMLButtonElement) => void
        readonly afterSubmit: (pressed: HTMLButtonElement) => void
      }
    }
  }

  export function visit(
    location: string,
    options?: { readonly action?: 'advance' | 'replace'; readonly response?: VisitResponse },
  ): void
}
