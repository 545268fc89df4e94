// A row that is moved up or down: the focus goes with it, so that the keyboard can move it on, and
// where it stands now is said aloud. The second click of two quick ones would meet the row that came
// in its place: it is none.
(() => {
  'use strict'
  const PART = '[class*=st-key-move-]'
  const named = (part) => /st-key-move-(up|down)-\d+-([0-9a-f]+)/.exec(part?.className ?? '')
  const aloud = document.createElement('p')
  aloud.className = 'aloud'
  aloud.setAttribute('role', 'status')
  document.body.append(aloud)
  let moved = null

  document.addEventListener('click', (event) => {
    const part = event.target.closest?.(PART)
    if (!part) return
    if (event.detail > 1) {
      event.preventDefault()
      event.stopPropagation()
      return
    }
    const [key, towards, row] = named(part) ?? []
    moved = key ? { key, towards, row } : null
  }, true)

  const look = () => {
    if (!moved || document.querySelector(`.${moved.key}`)) return
    if (document.querySelector('[data-testid=stApp]')?.dataset.testScriptState !== 'notRunning') return
    const { towards, row } = moved
    moved = null
    const parts = [...document.querySelectorAll(PART)].filter((it) => named(it)?.[2] === row)
    const part = parts.find((it) => named(it)[1] === towards) ?? parts[0]
    const now = document.activeElement
    if (now === document.body || now?.closest(PART)) part?.querySelector('button')?.focus()
    aloud.textContent = document.querySelector(`[data-row="${row}"]`)?.textContent ?? ''
  }

  new MutationObserver(look).observe(document.getElementById('root'), {
    childList: true, subtree: true, attributes: true, attributeFilter: ['data-test-script-state'],
  })
})()
