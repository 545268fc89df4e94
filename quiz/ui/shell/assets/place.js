// Follows the page: its language, and where the person is. A page says both in a hidden element.
(() => {
  'use strict'
  const root = document.documentElement
  const secure = location.protocol === 'https:' ? '; Secure' : ''
  let place = null

  // A new page of questions, or another page: to its top, and the focus to its heading, so that the
  // keyboard and a screen reader go on from there. Not on the very first page.
  const arrive = () => {
    const heading = document.querySelector('[data-testid=stMain] h1')
    if (!heading) return
    document.querySelector('[data-testid=stMain]').scrollTo(0, 0)
    heading.setAttribute('tabindex', '-1')
    heading.focus({ preventScroll: true })
  }

  const look = () => {
    const now = document.querySelector('[data-place]')
    if (!now) return
    if (root.lang !== now.dataset.lang) {
      root.lang = now.dataset.lang
      try { document.cookie = `lang=${now.dataset.lang}; Path=/; SameSite=Lax${secure}` } catch { /* cookies are off */ }
    }
    if (now.dataset.place === place) return
    const first = place === null
    place = now.dataset.place
    if (!first) setTimeout(arrive, 60)
  }

  new MutationObserver(look).observe(document.getElementById('root'), {
    childList: true, subtree: true, attributes: true, attributeFilter: ['data-place', 'data-lang'],
  })
})()
