using System.Runtime.InteropServices;

namespace Nudging.Tool.Bench;

/// <summary>The machine of the measurements, without anything that identifies its owner.</summary>
internal sealed record Machine(int Processors, string Architecture, string OperatingSystem, string Runtime)
{
    public static Machine ThisOne => new(
        Environment.ProcessorCount,
        RuntimeInformation.ProcessArchitecture.ToString(),
        RuntimeInformation.OSDescription,
        RuntimeInformation.FrameworkDescription);
}
