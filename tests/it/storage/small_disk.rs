//! A small disk of its own, and files that nobody may write, where the machine allows that.

use sea_orm::{ConnectionTrait as _, Statement};
use std::ffi::OsStr;
use std::fs::{self, File, Permissions};
use std::io::Write as _;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::harness::database::{POSTGRES, admin, on_postgres, with_checkpoint};

/// How large the disk is, and how much of it is left when it is filled.
const DISK: &str = "32m";
const LEFT: u64 = 300_000;

/// A small disk of its own, gone when dropped.
pub struct Disk {
    place: tempfile::TempDir,
    pub tablespace: Option<String>,
}

impl Disk {
    /// None where this is not allowed: it takes the right to mount, and a PostgreSQL on this machine.
    pub async fn mount() -> Option<Self> {
        let place = tempfile::tempdir().unwrap();
        let size = format!("size={DISK}");
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(place.path()).output();
        if !mounted.is_ok_and(|mounted| mounted.status.success()) {
            return None;
        }
        let mut disk = Self { place, tablespace: None };
        if on_postgres() {
            disk.tablespace = Some(disk.make_tablespace().await?);
        }
        Some(disk)
    }

    /// A place for a database of PostgreSQL. Its folder has to belong to the account that the server runs as.
    async fn make_tablespace(&self) -> Option<String> {
        let admin = admin(&std::env::var(POSTGRES).unwrap()).await;
        let folder = Statement::from_string(admin.get_database_backend(), "SHOW data_directory");
        let folder: String = admin.query_one_raw(folder).await.unwrap().unwrap().try_get_by_index(0).unwrap();
        let owner = fs::metadata(folder).ok()?;
        let place = self.path().join("space");
        fs::create_dir(&place).unwrap();
        fs::set_permissions(self.path(), Permissions::from_mode(0o755)).unwrap();
        chown(&place, Some(owner.uid()), Some(owner.gid())).ok()?;
        let name = format!("small_{}", std::process::id());
        let make = format!("CREATE TABLESPACE {name} LOCATION '{}'", place.display());
        admin.execute_unprepared(&make).await.unwrap();
        admin.close().await.unwrap();
        Some(name)
    }

    /// To be called when its database is gone.
    pub async fn unmount(self) {
        if let Some(name) = &self.tablespace {
            let admin = admin(&std::env::var(POSTGRES).unwrap()).await;
            with_checkpoint(&admin, &format!("DROP TABLESPACE {name}")).await.unwrap();
            admin.close().await.unwrap();
        }
    }

    pub fn path(&self) -> &Path {
        self.place.path()
    }

    /// Takes all space but a little, and gives what took it.
    pub fn fill(&self) -> PathBuf {
        let path = self.path().join("filler");
        let mut file = File::create(&path).unwrap();
        while file.write_all(&[7; 65_536]).is_ok() {}
        let length = file.metadata().unwrap().len();
        file.set_len(length.saturating_sub(LEFT)).unwrap();
        path
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.path()).status();
    }
}

/// Files that nobody may write, not even the superuser, until it is dropped.
pub struct Protected<'a>(Vec<&'a Path>);

impl<'a> Protected<'a> {
    /// None where this is not allowed: it takes the right to mount.
    pub fn protect(files: impl IntoIterator<Item = &'a Path>) -> Option<Self> {
        let mut protected = Self(Vec::new());
        for file in files {
            let mount = |how: &[&OsStr]| Command::new("mount").args(how).status().is_ok_and(|status| status.success());
            let file: &OsStr = file.as_os_str();
            if !mount(&["--bind".as_ref(), file, file]) {
                return None;
            }
            protected.0.push(Path::new(file));
            if !mount(&["-o".as_ref(), "remount,bind,ro".as_ref(), file]) {
                return None;
            }
        }
        Some(protected)
    }
}

impl Drop for Protected<'_> {
    fn drop(&mut self) {
        for file in &self.0 {
            let _ = Command::new("umount").arg("-l").arg(file).status();
        }
    }
}
