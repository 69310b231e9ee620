/* Below a text field, while it is written in: how long it is. When it is too long, what that means, and that stays. */
(() => {
  const { Controller } = window.StimulusModule;
  const EVENTS = ['input', 'focus', 'blur'];

  class LengthController extends Controller {
    static values = { best: Number, beyond: String, one: String, many: String };

    connect() {
      this.field = this.element.querySelector('input[type="text"], textarea');
      if (!this.field || this.hint) return;
      this.hint = document.createElement('p');
      this.hint.className = 'masthead-length';
      this.hint.id = `${this.field.id}-length`;
      (this.field.closest('.w-field__input') || this.field).after(this.hint);
      this.field.setAttribute('aria-describedby', `${this.field.getAttribute('aria-describedby') || ''} ${this.hint.id}`.trim());
      this.show = () => {
        const count = [...this.field.value.trim()].length;
        const counted = count === 1 ? this.oneValue : this.manyValue.replace('%(count)s', count);
        const long = count > this.bestValue;
        this.hint.textContent = long ? `${counted}: ${this.beyondValue}` : counted;
        this.hint.hidden = count === 0 || !(long || document.activeElement === this.field);
        this.hint.classList.toggle('masthead-length--long', long);
      };
      for (const name of EVENTS) this.field.addEventListener(name, this.show);
      this.show();
    }

    disconnect() {
      if (!this.hint) return;
      for (const name of EVENTS) this.field.removeEventListener(name, this.show);
      this.hint.remove();
      this.hint = null;
    }
  }

  window.wagtail.app.register('masthead-length', LengthController);
})();
