// Exit this page: works before the app is up, with the server gone, and offline.
// It stands in the page itself, so nothing has to be fetched for it.
(() => {
  'use strict'
  const root = document.documentElement
  const bar = document.getElementById('exit-bar')
  const button = document.getElementById('exit')
  const how = document.getElementById('exit-how')
  const count = document.getElementById('exit-count')
  const cover = document.getElementById('exit-cover')
  const all = JSON.parse(bar.dataset.words)
  const language = () => (root.lang in all ? root.lang : bar.dataset.lang)
  const words = () => all[language()]
  const PRESSES = 3
  const PATIENCE = 5000 // milliseconds between two presses

  // The marker makes the server show the neutral page on any way back. It is set here as well as by
  // the server, since the beacon may never arrive.
  const MARK = 'left=1'
  const secure = location.protocol === 'https:' ? '; Secure' : ''
  const marked = () => document.cookie.split('; ').includes(MARK)

  let tabs = null
  try { tabs = new BroadcastChannel('exit') } catch { /* an old browser: this tab only */ }

  const hide = () => {
    root.classList.add('left')
    cover.hidden = false
    document.title = words().title
  }

  const leave = (elsewhere) => {
    hide()
    cover.textContent = words().leaving
    try { document.cookie = `${MARK}; Path=/; SameSite=Lax${secure}` } catch { /* cookies are off */ }
    try { history.replaceState(null, '', '/') } catch { /* the address stays as it is */ }
    if (!elsewhere) {
      // A typed body makes the browser name its origin, which the server checks.
      try { navigator.sendBeacon('/exit', new Blob(['{}'], { type: 'application/json' })) } catch { /* offline */ }
      try { tabs.postMessage('left') } catch { /* no other tab will hear */ }
    }
    location.replace(words().exit_site)
  }

  if (tabs) tabs.onmessage = () => leave(true)

  for (const type of ['click', 'auxclick']) {
    button.addEventListener(type, (event) => {
      if (event.button === 2) return
      event.preventDefault()
      leave(false)
    })
  }
  button.addEventListener('keydown', (event) => {
    if (event.key === ' ') { event.preventDefault(); leave(false) }
  })

  // Shift, three times, with no other key or click between. Listening on the window while the event
  // is on its way down comes before every part of the app.
  let presses = 0
  let alone = false
  let timer = 0
  const say = (text) => { count.textContent = text; bar.classList.toggle('counting', text !== '') }
  const stop = (text) => {
    clearTimeout(timer)
    alone = false
    if (presses === 0) return
    presses = 0
    say(text)
    timer = setTimeout(() => say(''), PATIENCE)
  }
  addEventListener('keydown', (event) => {
    if (event.key !== 'Shift' || event.ctrlKey || event.altKey || event.metaKey) stop('')
    else if (!event.repeat) alone = true
  }, true)
  addEventListener('keyup', (event) => {
    if (event.key !== 'Shift' || !alone) return
    alone = false
    presses += 1
    if (presses >= PRESSES) { presses = 0; leave(false); return }
    say(presses === 1 ? words().press_twice : words().press_once)
    clearTimeout(timer)
    timer = setTimeout(() => stop(words().exit_stopped), PATIENCE)
  }, true)
  addEventListener('pointerdown', () => stop(''), true)

  // A page kept alive by the browser must not come back to the screen once somebody has left.
  addEventListener('pageshow', (event) => {
    if (!event.persisted) return
    if (root.classList.contains('left') || marked()) { hide(); location.replace('/') }
  })

  // The app switches the language by setting <html lang>; the bar follows.
  const label = () => {
    const now = words()
    bar.lang = language()
    button.textContent = now.exit
    button.href = now.exit_site
    button.title = now.exit_history
    bar.setAttribute('aria-label', now.exit)
    how.textContent = `${now.exit_how} ${now.exit_history}`
  }
  new MutationObserver(label).observe(root, { attributes: true, attributeFilter: ['lang'] })
})()
