// The link of an invitation: its secret stands behind the #. It is handed over, and neither the
// address nor the history keeps it.
(() => {
  'use strict'
  const PAGE = '/invited'
  const TRIES = 5

  const hand = async (secret, left) => {
    try {
      await fetch('/invitation', { method: 'POST', headers: { 'X-Invitation': encodeURIComponent(secret) } })
      location.replace(PAGE)
    } catch {
      if (left > 0) setTimeout(hand, 1000, secret, left - 1)
      else history.replaceState(null, '', `${PAGE}#${secret}`) // for a reload, once there is a network
    }
  }

  const take = () => {
    const secret = location.hash.slice(1)
    if (location.pathname !== PAGE || !secret) return
    history.replaceState(null, '', PAGE)
    hand(secret, TRIES)
  }

  take()
  addEventListener('hashchange', take) // the link, pasted into a page that is open
})()
