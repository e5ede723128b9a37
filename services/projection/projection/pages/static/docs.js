"use strict";

for (const place of document.querySelectorAll("[data-description]")) {
  SwaggerUIBundle({
    url: place.dataset.description,
    domNode: place,
    docExpansion: "list",
    defaultModelsExpandDepth: 0,
    validatorUrl: null,
  });
}
