using WebApi;

await using WebApplication app = ChatApi.Create(args);
await app.RunAsync();
