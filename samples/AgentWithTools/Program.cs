using AgentWithTools;

return await CommandLine.RunAsync(args);
