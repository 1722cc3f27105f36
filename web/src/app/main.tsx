import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { installGlyphs } from '../ui/Glyph'
import { App } from './App'
import { speak } from './language'

installGlyphs()
void speak().then(() => {
  createRoot(document.getElementById('root')!).render(
    <StrictMode>
      <App />
    </StrictMode>,
  )
})
