/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.raftboot.sample;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The sample's jar, made ready to start fast: unpacked, so that no class comes out of a
 * jar in a jar, and with an archive of the classes that a start loads, which the virtual
 * machine maps instead of parsing them. Made once for each build of the jar and each
 * virtual machine, by whichever process comes first.
 */
public final class PackagedSample {

	private static final String NAME = "sample-kvs-app.jar";

	private final Path directory;

	private PackagedSample(Path directory) {
		this.directory = directory;
	}

	/**
	 * Prepare a jar, or find it prepared.
	 * @param jar the jar as it is shipped
	 * @param parent directory for what is made
	 */
	public static PackagedSample of(Path jar, Path parent) throws IOException {
		Files.createDirectories(parent);
		String version = Files.getLastModifiedTime(jar).toMillis() + "-" + Runtime.version().feature();
		PackagedSample sample = new PackagedSample(parent.resolve(version).toAbsolutePath());
		try (FileChannel channel = FileChannel.open(parent.resolve("lock"), StandardOpenOption.CREATE,
				StandardOpenOption.WRITE); FileLock lock = channel.lock()) {
			assertThat(lock.isValid()).isTrue();
			if (!Files.exists(sample.ready())) {
				sample.unpack(jar);
				sample.archive();
				Files.createFile(sample.ready());
			}
		}
		return sample;
	}

	private void unpack(Path jar) throws IOException {
		List<String> command = Launch.java(List.of("-Djarmode=tools"), List.of("-jar", jar.toAbsolutePath().toString(),
				"extract", "--force", "--destination", this.directory.toString()));
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.onExit().join().exitValue()).as(output).isZero();
		Files.move(this.directory.resolve(jar.getFileName()), jar(), StandardCopyOption.REPLACE_EXISTING);
	}

	/** Run once as a member of its own, and keep the classes that were loaded. */
	private void archive() throws IOException {
		Path training = this.directory.resolve("training");
		List<Integer> ports = ClusterProcesses.freePorts(2);
		String address = "127.0.0.1:" + ports.get(0);
		Launch launch = new Launch("127.0.0.1",
				Launch.java(List.of("-XX:ArchiveClassesAtExit=" + archiveFile()), List.of("-jar", jar().toString())),
				Map.of());
		NodeProcess node = new NodeProcess(training, launch, ports.get(1), ports.get(0),
				List.of("--raft.address=" + address, "--raft.members=" + address));
		node.start();
		try {
			node.awaitAnswer();
			try (LineClient client = node.connect()) {
				client.apply("Command", "{\"Put\":[\"foo\",123]}");
			}
			node.stop();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			node.kill();
		}
	}

	/**
	 * Return a command that runs the sample, up to the arguments of the application.
	 * @param jvmArguments further options of the JVM
	 */
	public List<String> command(List<String> jvmArguments) {
		List<String> arguments = new ArrayList<>(jvmArguments);
		// a virtual machine that could make none does without
		if (Files.isRegularFile(archiveFile())) {
			arguments.add("-XX:SharedArchiveFile=" + archiveFile());
		}
		return Launch.java(arguments, List.of("-jar", jar().toString()));
	}

	/** The thin jar; its libraries lie beside it in {@code lib}. */
	public Path jar() {
		return this.directory.resolve(NAME);
	}

	private Path archiveFile() {
		return this.directory.resolve("classes.jsa");
	}

	private Path ready() {
		return this.directory.resolve("ready");
	}

}
