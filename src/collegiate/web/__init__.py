"""The pages: server-rendered, whole without JavaScript, and without any outside host. The only room that knows Django."""
