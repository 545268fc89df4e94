// Tells Streamlit's front end where its server is, before it asks: it then opens its socket at once
// instead of trying addresses (a failed request on every page but the first) and waiting for the
// reply. A front end that does not know this note asks as ever.
window.__streamlit = {
  BACKEND_BASE_URL: `${location.origin}/`,
  HOST_CONFIG: {
    allowedOrigins: [location.origin],
    useExternalAuthToken: false,
    enableCustomParentMessages: false,
    blockErrorDialogs: false,
  },
}
