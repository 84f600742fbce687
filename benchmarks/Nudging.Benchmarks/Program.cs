using BenchmarkDotNet.Running;
using Nudging.Benchmarks;

if (args is ["conversion", .. var precisions])
{
    await ConversionMeasurement.RunAsync(precisions);
}
else
{
    BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
}
