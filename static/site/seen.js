// Says once that the page was read: after some seconds in sight. No cookie, no identifier; and nothing at all if the browser asks not to be followed.
(() => {
  const { url } = document.currentScript.dataset;
  if (navigator.doNotTrack === "1" || navigator.globalPrivacyControl || !navigator.sendBeacon) return;
  let timer;
  const watch = () => {
    clearTimeout(timer);
    if (document.visibilityState === "visible") {
      timer = setTimeout(() => {
        document.removeEventListener("visibilitychange", watch);
        navigator.sendBeacon(url);
      }, 5000);
    }
  };
  document.addEventListener("visibilitychange", watch);
  watch();
})();
