import { Application } from '@hotwired/stimulus'
import * as Turbo from '@hotwired/turbo'

Turbo.session.drive = true
Application.start()
