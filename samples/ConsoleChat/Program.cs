using ConsoleChat;

return await CommandLine.RunAsync(args);
