using SwapProvider;

return await CommandLine.RunAsync(args);
