/* Pages of the site show "Edit" to browsers that have been here (static/site/site.js), until somebody sees the form to sign in. */
try {
  if (document.querySelector('form.login-form')) localStorage.removeItem('masthead-works-here');
  else localStorage.setItem('masthead-works-here', '');
} catch {
  // a browser that keeps nothing
}
