#pragma warning disable
System.Console.WriteLine("{\"changed\":false}");
