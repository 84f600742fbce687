using Nudging.TestSupport.Checkpoints;
using Nudging.TestSupport.Hub;

// A hub on loopback that serves the repositories FOLDER/owner/name, for HF_ENDPOINT. Where FOLDER has none, a pair of tiny
// models of two families with random weights is written first: tiny/base and tiny/aligned.
if (args is not [string folder])
{
    Console.Error.WriteLine("Usage: Nudging.HubServer FOLDER");
    return 1;
}

Directory.CreateDirectory(folder);
if (!Directory.EnumerateDirectories(folder).Any())
{
    TinyPair.Write(folder);
}

await using HubServer server = await HubServer.StartAsync();
foreach (string owner in Directory.EnumerateDirectories(folder))
{
    foreach (string path in Directory.EnumerateDirectories(owner))
    {
        server.Add($"{Path.GetFileName(owner)}/{Path.GetFileName(path)}").AddFolder(path);
    }
}

Console.WriteLine($"Serving {server.Address}");
await server.WaitForShutdownAsync();
return 0;
