Console.WriteLine(DemoPair.DemoPairFiles.BaseModelPath);
