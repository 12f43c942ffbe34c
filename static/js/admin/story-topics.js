/* Topics: found by searching, kept in the order in which they were chosen, new ones named in place. */

const NEW = "new:";

/** Set up the search field of the topics. */
export function prepareTopics(select) {
  if (!select) return;
  const { appLabel, modelName, fieldName, mayAdd, newTopic } = select.dataset;
  const $select = django.jQuery(select);
  $select.select2({
    width: "100%",
    ajax: {
      data: ({ term, page }) => ({ term, page, app_label: appLabel, model_name: modelName, field_name: fieldName }),
    },
    tags: mayAdd !== undefined,
    createTag: ({ term }) => {
      const name = term.trim();
      return name ? { id: NEW + name, text: name, isNew: true } : null;
    },
    // After what exists, so that Enter chooses that first.
    insertTag: (found, topic) => found.push(topic),
    templateResult: (topic) => (topic.isNew ? newTopic.replace("{}", topic.text) : topic.text),
  });
  $select.data("select2").$container.find(".select2-search__field").attr("aria-label", select.labels[0].textContent);
  $select.on("select2:select", ({ params }) => {
    const chosen = [...select.options].find((option) => option.value === String(params.data.id));
    select.append(chosen);
    $select.trigger("change");
  });
}
