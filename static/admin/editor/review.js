/* "The overview is still right": the list of newer articles above a topic's overview goes away until there are more. */
(() => {
  class ReviewController extends window.StimulusModule.Controller {
    static targets = ['body', 'said'];

    static values = { address: String, failed: String };

    async confirm() {
      try {
        const response = await fetch(this.addressValue, {
          method: 'POST',
          headers: { 'X-Requested-With': 'XMLHttpRequest', [window.wagtailConfig.CSRF_HEADER_NAME]: window.wagtailConfig.CSRF_TOKEN },
        });
        if (!response.ok) throw new Error(response.status);
        this.saidTarget.textContent = (await response.json()).said;
        this.saidTarget.tabIndex = -1;
        this.saidTarget.focus();
        this.bodyTarget.remove();
      } catch {
        this.saidTarget.textContent = this.failedValue;
      }
    }
  }

  window.wagtail.app.register('masthead-review', ReviewController);
})();
