using Nudging.Tool;

return await CommandLine.RunAsync(args);
